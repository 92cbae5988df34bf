/**
 * What makes the server itself work: pg_cron runs statements at their times, pg_net sends requests, Supabase's realtime sends messages. From their
 * documentation, in the format of functions.ts; each has a schema of its own.
 */
export const SERVER_WORK = {
  pg_cron: {
    schema: 'cron',
    work: 'run the job',
    functions: `alter_job|fvd5|int8 job_id,text schedule=NULL,text command=NULL,text database=NULL,text username=NULL,bool active=NULL|void
schedule|fv|text schedule,text command|int8
schedule|fv|text job_name,text schedule,text command|int8
schedule_in_database|fvd2|text job_name,text schedule,text command,text database,text username=NULL,bool active=true|int8
unschedule|fv|int8 job_id|bool
unschedule|fv|text job_name|bool`,
  },
  pg_net: {
    schema: 'net',
    work: 'send the request',
    functions: `http_delete|fvd4|text url,jsonb params={},jsonb headers={},int4 timeout_milliseconds=5000,jsonb body=NULL|int8
http_get|fvd3|text url,jsonb params={},jsonb headers={},int4 timeout_milliseconds=5000|int8
http_post|fvd4|text url,jsonb body={},jsonb params={},jsonb headers={},int4 timeout_milliseconds=5000|int8`,
  },
  realtime: {
    schema: 'realtime',
    work: 'send the message',
    functions: `broadcast_changes|fvd1|text topic_name,text event_name,text operation,text table_name,text table_schema,record new,record old,text level=ROW|void
send|fvd1|jsonb payload,text event,text topic,bool private=true|void`,
  },
} as const;

DROP TABLE workflow_executions;
DROP TABLE workflows;
DROP TYPE execution_state;

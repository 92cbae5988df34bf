import { beforeAll, expect, inject, test } from 'vitest';
import { SUPABASE_BEGINNING } from '../../src/diagnostics/explanations/supabase.js';
import { loadParser } from '../../src/2-parse/parse.js';
import { transpile } from '../../src/transpile.js';
import { openSqlite, usePostgres } from '../support/facts/databases.js';
import { asMigrations, asScript } from '../support/golden/golden-case.js';

beforeAll(loadParser);

const OWN = `CREATE TABLE public.profiles (id uuid REFERENCES auth.users ON DELETE CASCADE NOT NULL PRIMARY KEY, username text UNIQUE);
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles FOR SELECT USING (auth.uid() = id);
CREATE FUNCTION public.greet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN INSERT INTO public.profiles (id, username) VALUES (NEW.id, NEW.raw_user_meta_data ->> 'username'); RETURN NEW; END $$;
CREATE TRIGGER greet AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.greet();
INSERT INTO storage.buckets (id, name, public) VALUES ('faces', 'faces', true) ON CONFLICT (id) DO UPDATE SET public = excluded.public;
CREATE POLICY faces ON storage.objects FOR SELECT USING (bucket_id = 'faces' AND auth.uid()::text = (storage.foldername(name))[1]);
ALTER PUBLICATION supabase_realtime ADD TABLE profiles;
INSERT INTO auth.users (id, raw_user_meta_data) VALUES ('00000000-0000-4000-8000-000000000001', '{"username": "zoë"}'), ('00000000-0000-4000-8000-000000000002', NULL);`;
const SCRIPTS = [SUPABASE_BEGINNING, OWN, SUPABASE_BEGINNING];
const ROWS = 'SELECT count(*) AS users, count(username) AS named FROM profiles';

test.each(['sqlite', 'd1'] as const)('what Supabase begins with is carried over to %s, and does nothing where it is there already', async (target) => {
  const plans = transpile(asMigrations(SCRIPTS.map((text, i) => asScript(`${i + 1}_a.sql`, text))), { target });
  expect(plans.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([]);
  expect(plans[2]?.steps).toEqual([]);
  const sqlite = openSqlite();
  for (const { steps } of plans) await sqlite.apply(steps.map(({ sql }) => sql));
  expect((await sqlite.queryAll([ROWS]))[0]).toEqual([{ users: 2, named: 1 }]);
  await sqlite.close();
});

test('Postgres takes it too, more than once', async () => {
  const postgres = await usePostgres(inject('postgresUrl')).database('beginning');
  for (const text of SCRIPTS) await postgres.script(text);
  expect(await postgres.query(ROWS)).toEqual([{ users: '2', named: '1' }]);
  await postgres.close();
});

DROP INDEX users_locked_idx;
ALTER TABLE users ALTER COLUMN display_name DROP NOT NULL;
ALTER TABLE users RENAME COLUMN display_name TO full_name;
ALTER TABLE users DROP COLUMN last_login_at, DROP COLUMN failed_logins, DROP COLUMN locale;
DROP INDEX users_email_lower_key;
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);

-- Ada@example.com and ada@example.com were two users. Spell all of them alike, then keep it so.
UPDATE users SET email = lower(trim(email)), updated_at = now() WHERE email <> lower(trim(email));

ALTER TABLE users DROP CONSTRAINT users_email_key;
CREATE UNIQUE INDEX users_email_lower_key ON users (lower(email));

ALTER TABLE users
    ADD COLUMN last_login_at TIMESTAMPTZ,
    ADD COLUMN failed_logins INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN locale VARCHAR(10) NOT NULL DEFAULT 'en';
ALTER TABLE users RENAME COLUMN full_name TO display_name;
UPDATE users SET display_name = split_part(email, '@', 1) WHERE display_name IS NULL OR display_name = '';
ALTER TABLE users ALTER COLUMN display_name SET NOT NULL;

CREATE INDEX users_locked_idx ON users (failed_logins) WHERE failed_logins >= 5 AND is_active;

-- People who can sign in. The first super admin is created when the server starts for the first time.
CREATE TYPE user_role AS ENUM ('super_admin', 'admin', 'member');

CREATE TABLE users (
    id            UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email         VARCHAR(255) NOT NULL UNIQUE,
    password_hash VARCHAR(255) NOT NULL,
    full_name     VARCHAR(200),
    role          user_role NOT NULL DEFAULT 'member',
    api_key       VARCHAR(64) UNIQUE,
    is_active     BOOLEAN NOT NULL DEFAULT true,
    created_at    TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at    TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CHECK (position('@' IN email) > 1)
);

CREATE INDEX users_role_idx ON users (role);

-- A tenant is one shop. A user belongs to any number of them.
CREATE TABLE tenants (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    slug       VARCHAR(63) NOT NULL,
    name       VARCHAR(200) NOT NULL,
    plan       VARCHAR(20) NOT NULL DEFAULT 'free',
    settings   JSONB NOT NULL DEFAULT '{}',
    owner_id   UUID REFERENCES users (id) ON DELETE SET NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT tenants_slug_key UNIQUE (slug),
    CONSTRAINT tenants_slug_lower CHECK (slug = lower(slug)),
    CONSTRAINT tenants_plan_known CHECK (plan IN ('free', 'starter', 'business'))
);

CREATE TABLE tenant_users (
    tenant_id  UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       VARCHAR(20) NOT NULL DEFAULT 'staff' CHECK (role IN ('owner', 'manager', 'staff')),
    invited_by UUID REFERENCES users (id) ON DELETE SET NULL,
    joined_at  TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (tenant_id, user_id)
);

CREATE INDEX tenant_users_user_idx ON tenant_users (user_id);

-- A user may have several roles in a shop; what each may do is a list of permissions.
CREATE TABLE user_roles (
    id          UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant_id   UUID REFERENCES tenants (id) ON DELETE CASCADE,
    role        VARCHAR(50) NOT NULL,
    permissions JSONB NOT NULL DEFAULT '[]',
    granted_by  UUID REFERENCES users (id) ON DELETE SET NULL,
    granted_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at  TIMESTAMPTZ
);

-- NULLs are distinct, so platform-wide roles need an index of their own.
CREATE UNIQUE INDEX user_roles_tenant_key ON user_roles (user_id, tenant_id, role) WHERE tenant_id IS NOT NULL;
CREATE UNIQUE INDEX user_roles_platform_key ON user_roles (user_id, role) WHERE tenant_id IS NULL;

INSERT INTO user_roles (user_id, tenant_id, role, permissions, granted_by, granted_at)
SELECT
    user_id,
    tenant_id,
    role,
    CASE role
        WHEN 'owner' THEN '["*"]'::jsonb
        WHEN 'manager' THEN '["catalog.write", "orders.write"]'::jsonb
        ELSE '["catalog.read", "orders.read"]'::jsonb
    END,
    invited_by,
    joined_at
FROM tenant_users;

INSERT INTO user_roles (user_id, role, permissions)
SELECT id, 'super_admin', '["*"]' FROM users WHERE role = 'super_admin'
ON CONFLICT DO NOTHING;

ALTER TABLE tenant_users DROP COLUMN role;
COMMENT ON TABLE user_roles IS 'Roles of users, in one shop or on the whole platform';

ALTER TABLE tenant_users ADD COLUMN role VARCHAR(20) NOT NULL DEFAULT 'staff' CHECK (role IN ('owner', 'manager', 'staff'));

UPDATE tenant_users AS m
SET role = 'manager'
WHERE EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = m.user_id AND r.tenant_id = m.tenant_id AND r.role = 'manager');

UPDATE tenant_users AS m
SET role = 'owner'
WHERE EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = m.user_id AND r.tenant_id = m.tenant_id AND r.role = 'owner');

DROP TABLE user_roles;

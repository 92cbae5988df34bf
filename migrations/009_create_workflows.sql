CREATE TYPE execution_state AS ENUM ('queued', 'running', 'done', 'failed');

CREATE TABLE workflows (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id  UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name       VARCHAR(200) NOT NULL,
    trigger_on VARCHAR(100) NOT NULL,
    steps      JSONB NOT NULL DEFAULT '[]',
    enabled    BOOLEAN NOT NULL DEFAULT true,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE workflow_executions (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workflow_id UUID NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
    order_id    UUID REFERENCES orders (id) ON DELETE CASCADE,
    state       execution_state NOT NULL DEFAULT 'queued',
    attempt     SMALLINT NOT NULL DEFAULT 1,
    input       JSONB NOT NULL DEFAULT '{}',
    error       TEXT,
    started_at  TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT workflow_executions_times CHECK (finished_at IS NULL OR (started_at IS NOT NULL AND finished_at >= started_at)),
    CONSTRAINT workflow_executions_error CHECK ((state = 'failed') = (error IS NOT NULL))
);

CREATE INDEX workflow_executions_waiting_idx ON workflow_executions (created_at) WHERE state = 'queued';
CREATE INDEX workflow_executions_workflow_idx ON workflow_executions (workflow_id, created_at DESC);

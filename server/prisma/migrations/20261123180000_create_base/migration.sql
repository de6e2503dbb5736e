CREATE TABLE "hosts" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hosts_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "hosts_key_key" ON "hosts"("key");

CREATE TYPE "role" AS ENUM ('admin', 'viewer');

CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "username" TEXT NOT NULL,
    "username_key" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "users_username_key_key" ON "users"("username_key");
CREATE UNIQUE INDEX "users_email_key_key" ON "users"("email_key");

CREATE TABLE "sessions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "form" TEXT NOT NULL CHECK ("form" IN ('token', 'cookie')),
    "user_agent" TEXT,
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

CREATE TABLE "refresh_tokens" (
    "token_hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "predecessor" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "spent_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("token_hash"),
    CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");

-- No foreign key to hosts: it would be checked for every row of every batch, and the recorder writes one host's rows.
CREATE TABLE "system_metrics" (
    "host_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION,
    "memory_used" BIGINT,
    "memory_total" BIGINT,
    "disk_used" BIGINT,
    "disk_total" BIGINT,
    "temperature" DOUBLE PRECISION,
    "uptime" INTEGER,
    "load_1" DOUBLE PRECISION,
    "load_5" DOUBLE PRECISION,
    "load_15" DOUBLE PRECISION,
    "swap_used" BIGINT,
    "swap_total" BIGINT,
    "cpu_iowait" DOUBLE PRECISION,
    "cpu_steal" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION,
    "pressure_cpu" DOUBLE PRECISION,
    "pressure_memory" DOUBLE PRECISION,
    "pressure_io" DOUBLE PRECISION,

    CONSTRAINT "system_metrics_pkey" PRIMARY KEY ("host_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

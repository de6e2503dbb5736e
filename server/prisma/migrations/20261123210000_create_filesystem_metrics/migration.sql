CREATE TABLE "mounts" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "mount" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mounts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mounts_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "mounts_host_id_mount_key" ON "mounts"("host_id", "mount");

CREATE TABLE "filesystem_metrics" (
    "host_id" INTEGER NOT NULL,
    "mount_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "used" BIGINT,
    "total" BIGINT,
    "inodes_used" BIGINT,
    "inodes_total" BIGINT,

    CONSTRAINT "filesystem_metrics_pkey" PRIMARY KEY ("host_id", "mount_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

-- For people: the rows with the names instead of the numbers.
CREATE VIEW "filesystem_metrics_named" AS
    SELECT h."hostname", n."mount", m."timestamp", m."used", m."total", m."inodes_used", m."inodes_total"
    FROM "filesystem_metrics" m
    JOIN "mounts" n ON n."id" = m."mount_id"
    JOIN "hosts" h ON h."id" = m."host_id";

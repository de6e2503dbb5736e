CREATE TABLE "containers" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "container_id" TEXT NOT NULL,
    "container_name" TEXT NOT NULL,
    "image" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "containers_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "containers_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "containers_host_id_container_id_key" ON "containers"("host_id", "container_id");

-- container_ref is the id of a row of containers: an engine's own id of 64 characters would double the size of a row.
CREATE TABLE "docker_metrics" (
    "host_id" INTEGER NOT NULL,
    "container_ref" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION,
    "memory_usage" BIGINT,
    "memory_limit" BIGINT,
    "network_rx_speed" DOUBLE PRECISION,
    "network_tx_speed" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION,

    CONSTRAINT "docker_metrics_pkey" PRIMARY KEY ("host_id", "container_ref", "timestamp")
) PARTITION BY RANGE ("timestamp");

-- For people: the rows with the names instead of the numbers.
CREATE VIEW "docker_metrics_named" AS
    SELECT h."hostname", n."container_id", n."container_name", n."image", m."timestamp", m."cpu_usage", m."memory_usage",
        m."memory_limit", m."network_rx_speed", m."network_tx_speed", m."disk_read_speed", m."disk_write_speed"
    FROM "docker_metrics" m
    JOIN "containers" n ON n."id" = m."container_ref"
    JOIN "hosts" h ON h."id" = m."host_id";

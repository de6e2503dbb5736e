CREATE TABLE "interfaces" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "interface_name" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "interfaces_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "interfaces_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "interfaces_host_id_interface_name_key" ON "interfaces"("host_id", "interface_name");

CREATE TABLE "network_metrics" (
    "host_id" INTEGER NOT NULL,
    "interface_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "download_speed" DOUBLE PRECISION,
    "upload_speed" DOUBLE PRECISION,
    "connected_devices" INTEGER,
    "link_speed" BIGINT,

    CONSTRAINT "network_metrics_pkey" PRIMARY KEY ("host_id", "interface_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

-- For people: the rows with the names instead of the numbers.
CREATE VIEW "network_metrics_named" AS
    SELECT h."hostname", n."interface_name", m."timestamp", m."download_speed", m."upload_speed", m."connected_devices", m."link_speed"
    FROM "network_metrics" m
    JOIN "interfaces" n ON n."id" = m."interface_id"
    JOIN "hosts" h ON h."id" = m."host_id";

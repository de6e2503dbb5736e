CREATE TABLE "events" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('start', 'clean_stop', 'unclean_stop', 'reboot', 'gap')),
    "until" TIMESTAMPTZ(3),
    "message" TEXT NOT NULL,
    "boot_id" TEXT,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "events_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Entering an event again changes nothing.
CREATE UNIQUE INDEX "events_host_id_timestamp_kind_key" ON "events"("host_id", "timestamp", "kind");

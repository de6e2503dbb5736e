-- The tiers: what a bucket's samples were on average, at the least and at the most, and how many had the value.
-- Made and read by SQL alone, so that schema.prisma does not name them (prisma.config.ts says so). Wide columns come
-- first: no bytes are lost between them.

CREATE TABLE "system_metrics_1m" (
    "host_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION, "cpu_usage_min" DOUBLE PRECISION, "cpu_usage_max" DOUBLE PRECISION,
    "memory_used" DOUBLE PRECISION, "memory_used_min" BIGINT, "memory_used_max" BIGINT,
    "memory_total" DOUBLE PRECISION, "memory_total_min" BIGINT, "memory_total_max" BIGINT,
    "disk_used" DOUBLE PRECISION, "disk_used_min" BIGINT, "disk_used_max" BIGINT,
    "disk_total" DOUBLE PRECISION, "disk_total_min" BIGINT, "disk_total_max" BIGINT,
    "temperature" DOUBLE PRECISION, "temperature_min" DOUBLE PRECISION, "temperature_max" DOUBLE PRECISION,
    "uptime" DOUBLE PRECISION, "uptime_min" INTEGER, "uptime_max" INTEGER,
    "load_1" DOUBLE PRECISION, "load_1_min" DOUBLE PRECISION, "load_1_max" DOUBLE PRECISION,
    "load_5" DOUBLE PRECISION, "load_5_min" DOUBLE PRECISION, "load_5_max" DOUBLE PRECISION,
    "load_15" DOUBLE PRECISION, "load_15_min" DOUBLE PRECISION, "load_15_max" DOUBLE PRECISION,
    "swap_used" DOUBLE PRECISION, "swap_used_min" BIGINT, "swap_used_max" BIGINT,
    "swap_total" DOUBLE PRECISION, "swap_total_min" BIGINT, "swap_total_max" BIGINT,
    "cpu_iowait" DOUBLE PRECISION, "cpu_iowait_min" DOUBLE PRECISION, "cpu_iowait_max" DOUBLE PRECISION,
    "cpu_steal" DOUBLE PRECISION, "cpu_steal_min" DOUBLE PRECISION, "cpu_steal_max" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION, "disk_read_speed_min" DOUBLE PRECISION, "disk_read_speed_max" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION, "disk_write_speed_min" DOUBLE PRECISION, "disk_write_speed_max" DOUBLE PRECISION,
    "pressure_cpu" DOUBLE PRECISION, "pressure_cpu_min" DOUBLE PRECISION, "pressure_cpu_max" DOUBLE PRECISION,
    "pressure_memory" DOUBLE PRECISION, "pressure_memory_min" DOUBLE PRECISION, "pressure_memory_max" DOUBLE PRECISION,
    "pressure_io" DOUBLE PRECISION, "pressure_io_min" DOUBLE PRECISION, "pressure_io_max" DOUBLE PRECISION,
    "cpu_usage_count" SMALLINT NOT NULL,
    "memory_used_count" SMALLINT NOT NULL,
    "memory_total_count" SMALLINT NOT NULL,
    "disk_used_count" SMALLINT NOT NULL,
    "disk_total_count" SMALLINT NOT NULL,
    "temperature_count" SMALLINT NOT NULL,
    "uptime_count" SMALLINT NOT NULL,
    "load_1_count" SMALLINT NOT NULL,
    "load_5_count" SMALLINT NOT NULL,
    "load_15_count" SMALLINT NOT NULL,
    "swap_used_count" SMALLINT NOT NULL,
    "swap_total_count" SMALLINT NOT NULL,
    "cpu_iowait_count" SMALLINT NOT NULL,
    "cpu_steal_count" SMALLINT NOT NULL,
    "disk_read_speed_count" SMALLINT NOT NULL,
    "disk_write_speed_count" SMALLINT NOT NULL,
    "pressure_cpu_count" SMALLINT NOT NULL,
    "pressure_memory_count" SMALLINT NOT NULL,
    "pressure_io_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "system_metrics_1m_pkey" PRIMARY KEY ("host_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "system_metrics_15m" (
    "host_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION, "cpu_usage_min" DOUBLE PRECISION, "cpu_usage_max" DOUBLE PRECISION,
    "memory_used" DOUBLE PRECISION, "memory_used_min" BIGINT, "memory_used_max" BIGINT,
    "memory_total" DOUBLE PRECISION, "memory_total_min" BIGINT, "memory_total_max" BIGINT,
    "disk_used" DOUBLE PRECISION, "disk_used_min" BIGINT, "disk_used_max" BIGINT,
    "disk_total" DOUBLE PRECISION, "disk_total_min" BIGINT, "disk_total_max" BIGINT,
    "temperature" DOUBLE PRECISION, "temperature_min" DOUBLE PRECISION, "temperature_max" DOUBLE PRECISION,
    "uptime" DOUBLE PRECISION, "uptime_min" INTEGER, "uptime_max" INTEGER,
    "load_1" DOUBLE PRECISION, "load_1_min" DOUBLE PRECISION, "load_1_max" DOUBLE PRECISION,
    "load_5" DOUBLE PRECISION, "load_5_min" DOUBLE PRECISION, "load_5_max" DOUBLE PRECISION,
    "load_15" DOUBLE PRECISION, "load_15_min" DOUBLE PRECISION, "load_15_max" DOUBLE PRECISION,
    "swap_used" DOUBLE PRECISION, "swap_used_min" BIGINT, "swap_used_max" BIGINT,
    "swap_total" DOUBLE PRECISION, "swap_total_min" BIGINT, "swap_total_max" BIGINT,
    "cpu_iowait" DOUBLE PRECISION, "cpu_iowait_min" DOUBLE PRECISION, "cpu_iowait_max" DOUBLE PRECISION,
    "cpu_steal" DOUBLE PRECISION, "cpu_steal_min" DOUBLE PRECISION, "cpu_steal_max" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION, "disk_read_speed_min" DOUBLE PRECISION, "disk_read_speed_max" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION, "disk_write_speed_min" DOUBLE PRECISION, "disk_write_speed_max" DOUBLE PRECISION,
    "pressure_cpu" DOUBLE PRECISION, "pressure_cpu_min" DOUBLE PRECISION, "pressure_cpu_max" DOUBLE PRECISION,
    "pressure_memory" DOUBLE PRECISION, "pressure_memory_min" DOUBLE PRECISION, "pressure_memory_max" DOUBLE PRECISION,
    "pressure_io" DOUBLE PRECISION, "pressure_io_min" DOUBLE PRECISION, "pressure_io_max" DOUBLE PRECISION,
    "cpu_usage_count" SMALLINT NOT NULL,
    "memory_used_count" SMALLINT NOT NULL,
    "memory_total_count" SMALLINT NOT NULL,
    "disk_used_count" SMALLINT NOT NULL,
    "disk_total_count" SMALLINT NOT NULL,
    "temperature_count" SMALLINT NOT NULL,
    "uptime_count" SMALLINT NOT NULL,
    "load_1_count" SMALLINT NOT NULL,
    "load_5_count" SMALLINT NOT NULL,
    "load_15_count" SMALLINT NOT NULL,
    "swap_used_count" SMALLINT NOT NULL,
    "swap_total_count" SMALLINT NOT NULL,
    "cpu_iowait_count" SMALLINT NOT NULL,
    "cpu_steal_count" SMALLINT NOT NULL,
    "disk_read_speed_count" SMALLINT NOT NULL,
    "disk_write_speed_count" SMALLINT NOT NULL,
    "pressure_cpu_count" SMALLINT NOT NULL,
    "pressure_memory_count" SMALLINT NOT NULL,
    "pressure_io_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "system_metrics_15m_pkey" PRIMARY KEY ("host_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "system_metrics_1h" (
    "host_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION, "cpu_usage_min" DOUBLE PRECISION, "cpu_usage_max" DOUBLE PRECISION,
    "memory_used" DOUBLE PRECISION, "memory_used_min" BIGINT, "memory_used_max" BIGINT,
    "memory_total" DOUBLE PRECISION, "memory_total_min" BIGINT, "memory_total_max" BIGINT,
    "disk_used" DOUBLE PRECISION, "disk_used_min" BIGINT, "disk_used_max" BIGINT,
    "disk_total" DOUBLE PRECISION, "disk_total_min" BIGINT, "disk_total_max" BIGINT,
    "temperature" DOUBLE PRECISION, "temperature_min" DOUBLE PRECISION, "temperature_max" DOUBLE PRECISION,
    "uptime" DOUBLE PRECISION, "uptime_min" INTEGER, "uptime_max" INTEGER,
    "load_1" DOUBLE PRECISION, "load_1_min" DOUBLE PRECISION, "load_1_max" DOUBLE PRECISION,
    "load_5" DOUBLE PRECISION, "load_5_min" DOUBLE PRECISION, "load_5_max" DOUBLE PRECISION,
    "load_15" DOUBLE PRECISION, "load_15_min" DOUBLE PRECISION, "load_15_max" DOUBLE PRECISION,
    "swap_used" DOUBLE PRECISION, "swap_used_min" BIGINT, "swap_used_max" BIGINT,
    "swap_total" DOUBLE PRECISION, "swap_total_min" BIGINT, "swap_total_max" BIGINT,
    "cpu_iowait" DOUBLE PRECISION, "cpu_iowait_min" DOUBLE PRECISION, "cpu_iowait_max" DOUBLE PRECISION,
    "cpu_steal" DOUBLE PRECISION, "cpu_steal_min" DOUBLE PRECISION, "cpu_steal_max" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION, "disk_read_speed_min" DOUBLE PRECISION, "disk_read_speed_max" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION, "disk_write_speed_min" DOUBLE PRECISION, "disk_write_speed_max" DOUBLE PRECISION,
    "pressure_cpu" DOUBLE PRECISION, "pressure_cpu_min" DOUBLE PRECISION, "pressure_cpu_max" DOUBLE PRECISION,
    "pressure_memory" DOUBLE PRECISION, "pressure_memory_min" DOUBLE PRECISION, "pressure_memory_max" DOUBLE PRECISION,
    "pressure_io" DOUBLE PRECISION, "pressure_io_min" DOUBLE PRECISION, "pressure_io_max" DOUBLE PRECISION,
    "cpu_usage_count" SMALLINT NOT NULL,
    "memory_used_count" SMALLINT NOT NULL,
    "memory_total_count" SMALLINT NOT NULL,
    "disk_used_count" SMALLINT NOT NULL,
    "disk_total_count" SMALLINT NOT NULL,
    "temperature_count" SMALLINT NOT NULL,
    "uptime_count" SMALLINT NOT NULL,
    "load_1_count" SMALLINT NOT NULL,
    "load_5_count" SMALLINT NOT NULL,
    "load_15_count" SMALLINT NOT NULL,
    "swap_used_count" SMALLINT NOT NULL,
    "swap_total_count" SMALLINT NOT NULL,
    "cpu_iowait_count" SMALLINT NOT NULL,
    "cpu_steal_count" SMALLINT NOT NULL,
    "disk_read_speed_count" SMALLINT NOT NULL,
    "disk_write_speed_count" SMALLINT NOT NULL,
    "pressure_cpu_count" SMALLINT NOT NULL,
    "pressure_memory_count" SMALLINT NOT NULL,
    "pressure_io_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "system_metrics_1h_pkey" PRIMARY KEY ("host_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "network_metrics_1m" (
    "host_id" INTEGER NOT NULL,
    "interface_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "download_speed" DOUBLE PRECISION, "download_speed_min" DOUBLE PRECISION, "download_speed_max" DOUBLE PRECISION,
    "upload_speed" DOUBLE PRECISION, "upload_speed_min" DOUBLE PRECISION, "upload_speed_max" DOUBLE PRECISION,
    "connected_devices" DOUBLE PRECISION, "connected_devices_min" INTEGER, "connected_devices_max" INTEGER,
    "link_speed" DOUBLE PRECISION, "link_speed_min" BIGINT, "link_speed_max" BIGINT,
    "download_speed_count" SMALLINT NOT NULL,
    "upload_speed_count" SMALLINT NOT NULL,
    "connected_devices_count" SMALLINT NOT NULL,
    "link_speed_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "network_metrics_1m_pkey" PRIMARY KEY ("host_id", "interface_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "network_metrics_15m" (
    "host_id" INTEGER NOT NULL,
    "interface_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "download_speed" DOUBLE PRECISION, "download_speed_min" DOUBLE PRECISION, "download_speed_max" DOUBLE PRECISION,
    "upload_speed" DOUBLE PRECISION, "upload_speed_min" DOUBLE PRECISION, "upload_speed_max" DOUBLE PRECISION,
    "connected_devices" DOUBLE PRECISION, "connected_devices_min" INTEGER, "connected_devices_max" INTEGER,
    "link_speed" DOUBLE PRECISION, "link_speed_min" BIGINT, "link_speed_max" BIGINT,
    "download_speed_count" SMALLINT NOT NULL,
    "upload_speed_count" SMALLINT NOT NULL,
    "connected_devices_count" SMALLINT NOT NULL,
    "link_speed_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "network_metrics_15m_pkey" PRIMARY KEY ("host_id", "interface_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "network_metrics_1h" (
    "host_id" INTEGER NOT NULL,
    "interface_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "download_speed" DOUBLE PRECISION, "download_speed_min" DOUBLE PRECISION, "download_speed_max" DOUBLE PRECISION,
    "upload_speed" DOUBLE PRECISION, "upload_speed_min" DOUBLE PRECISION, "upload_speed_max" DOUBLE PRECISION,
    "connected_devices" DOUBLE PRECISION, "connected_devices_min" INTEGER, "connected_devices_max" INTEGER,
    "link_speed" DOUBLE PRECISION, "link_speed_min" BIGINT, "link_speed_max" BIGINT,
    "download_speed_count" SMALLINT NOT NULL,
    "upload_speed_count" SMALLINT NOT NULL,
    "connected_devices_count" SMALLINT NOT NULL,
    "link_speed_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "network_metrics_1h_pkey" PRIMARY KEY ("host_id", "interface_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "filesystem_metrics_1m" (
    "host_id" INTEGER NOT NULL,
    "mount_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "used" DOUBLE PRECISION, "used_min" BIGINT, "used_max" BIGINT,
    "total" DOUBLE PRECISION, "total_min" BIGINT, "total_max" BIGINT,
    "inodes_used" DOUBLE PRECISION, "inodes_used_min" BIGINT, "inodes_used_max" BIGINT,
    "inodes_total" DOUBLE PRECISION, "inodes_total_min" BIGINT, "inodes_total_max" BIGINT,
    "used_count" SMALLINT NOT NULL,
    "total_count" SMALLINT NOT NULL,
    "inodes_used_count" SMALLINT NOT NULL,
    "inodes_total_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "filesystem_metrics_1m_pkey" PRIMARY KEY ("host_id", "mount_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "filesystem_metrics_15m" (
    "host_id" INTEGER NOT NULL,
    "mount_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "used" DOUBLE PRECISION, "used_min" BIGINT, "used_max" BIGINT,
    "total" DOUBLE PRECISION, "total_min" BIGINT, "total_max" BIGINT,
    "inodes_used" DOUBLE PRECISION, "inodes_used_min" BIGINT, "inodes_used_max" BIGINT,
    "inodes_total" DOUBLE PRECISION, "inodes_total_min" BIGINT, "inodes_total_max" BIGINT,
    "used_count" SMALLINT NOT NULL,
    "total_count" SMALLINT NOT NULL,
    "inodes_used_count" SMALLINT NOT NULL,
    "inodes_total_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "filesystem_metrics_15m_pkey" PRIMARY KEY ("host_id", "mount_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "filesystem_metrics_1h" (
    "host_id" INTEGER NOT NULL,
    "mount_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "used" DOUBLE PRECISION, "used_min" BIGINT, "used_max" BIGINT,
    "total" DOUBLE PRECISION, "total_min" BIGINT, "total_max" BIGINT,
    "inodes_used" DOUBLE PRECISION, "inodes_used_min" BIGINT, "inodes_used_max" BIGINT,
    "inodes_total" DOUBLE PRECISION, "inodes_total_min" BIGINT, "inodes_total_max" BIGINT,
    "used_count" SMALLINT NOT NULL,
    "total_count" SMALLINT NOT NULL,
    "inodes_used_count" SMALLINT NOT NULL,
    "inodes_total_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "filesystem_metrics_1h_pkey" PRIMARY KEY ("host_id", "mount_id", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "docker_metrics_1m" (
    "host_id" INTEGER NOT NULL,
    "container_ref" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION, "cpu_usage_min" DOUBLE PRECISION, "cpu_usage_max" DOUBLE PRECISION,
    "memory_usage" DOUBLE PRECISION, "memory_usage_min" BIGINT, "memory_usage_max" BIGINT,
    "memory_limit" DOUBLE PRECISION, "memory_limit_min" BIGINT, "memory_limit_max" BIGINT,
    "network_rx_speed" DOUBLE PRECISION, "network_rx_speed_min" DOUBLE PRECISION, "network_rx_speed_max" DOUBLE PRECISION,
    "network_tx_speed" DOUBLE PRECISION, "network_tx_speed_min" DOUBLE PRECISION, "network_tx_speed_max" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION, "disk_read_speed_min" DOUBLE PRECISION, "disk_read_speed_max" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION, "disk_write_speed_min" DOUBLE PRECISION, "disk_write_speed_max" DOUBLE PRECISION,
    "cpu_usage_count" SMALLINT NOT NULL,
    "memory_usage_count" SMALLINT NOT NULL,
    "memory_limit_count" SMALLINT NOT NULL,
    "network_rx_speed_count" SMALLINT NOT NULL,
    "network_tx_speed_count" SMALLINT NOT NULL,
    "disk_read_speed_count" SMALLINT NOT NULL,
    "disk_write_speed_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "docker_metrics_1m_pkey" PRIMARY KEY ("host_id", "container_ref", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "docker_metrics_15m" (
    "host_id" INTEGER NOT NULL,
    "container_ref" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION, "cpu_usage_min" DOUBLE PRECISION, "cpu_usage_max" DOUBLE PRECISION,
    "memory_usage" DOUBLE PRECISION, "memory_usage_min" BIGINT, "memory_usage_max" BIGINT,
    "memory_limit" DOUBLE PRECISION, "memory_limit_min" BIGINT, "memory_limit_max" BIGINT,
    "network_rx_speed" DOUBLE PRECISION, "network_rx_speed_min" DOUBLE PRECISION, "network_rx_speed_max" DOUBLE PRECISION,
    "network_tx_speed" DOUBLE PRECISION, "network_tx_speed_min" DOUBLE PRECISION, "network_tx_speed_max" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION, "disk_read_speed_min" DOUBLE PRECISION, "disk_read_speed_max" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION, "disk_write_speed_min" DOUBLE PRECISION, "disk_write_speed_max" DOUBLE PRECISION,
    "cpu_usage_count" SMALLINT NOT NULL,
    "memory_usage_count" SMALLINT NOT NULL,
    "memory_limit_count" SMALLINT NOT NULL,
    "network_rx_speed_count" SMALLINT NOT NULL,
    "network_tx_speed_count" SMALLINT NOT NULL,
    "disk_read_speed_count" SMALLINT NOT NULL,
    "disk_write_speed_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "docker_metrics_15m_pkey" PRIMARY KEY ("host_id", "container_ref", "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE TABLE "docker_metrics_1h" (
    "host_id" INTEGER NOT NULL,
    "container_ref" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "cpu_usage" DOUBLE PRECISION, "cpu_usage_min" DOUBLE PRECISION, "cpu_usage_max" DOUBLE PRECISION,
    "memory_usage" DOUBLE PRECISION, "memory_usage_min" BIGINT, "memory_usage_max" BIGINT,
    "memory_limit" DOUBLE PRECISION, "memory_limit_min" BIGINT, "memory_limit_max" BIGINT,
    "network_rx_speed" DOUBLE PRECISION, "network_rx_speed_min" DOUBLE PRECISION, "network_rx_speed_max" DOUBLE PRECISION,
    "network_tx_speed" DOUBLE PRECISION, "network_tx_speed_min" DOUBLE PRECISION, "network_tx_speed_max" DOUBLE PRECISION,
    "disk_read_speed" DOUBLE PRECISION, "disk_read_speed_min" DOUBLE PRECISION, "disk_read_speed_max" DOUBLE PRECISION,
    "disk_write_speed" DOUBLE PRECISION, "disk_write_speed_min" DOUBLE PRECISION, "disk_write_speed_max" DOUBLE PRECISION,
    "cpu_usage_count" SMALLINT NOT NULL,
    "memory_usage_count" SMALLINT NOT NULL,
    "memory_limit_count" SMALLINT NOT NULL,
    "network_rx_speed_count" SMALLINT NOT NULL,
    "network_tx_speed_count" SMALLINT NOT NULL,
    "disk_read_speed_count" SMALLINT NOT NULL,
    "disk_write_speed_count" SMALLINT NOT NULL,
    "sample_count" SMALLINT NOT NULL,
    CONSTRAINT "docker_metrics_1h_pkey" PRIMARY KEY ("host_id", "container_ref", "timestamp")
) PARTITION BY RANGE ("timestamp");

-- How far each tier of each host is rolled up: the start of the first bucket that is not finished. What is recorded reads
-- it FOR SHARE, roll-up takes it FOR UPDATE.
CREATE TABLE "roll_ups" (
    "host_id" INTEGER NOT NULL,
    "table_name" TEXT NOT NULL,
    "watermark" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roll_ups_pkey" PRIMARY KEY ("host_id", "table_name")
);

-- Buckets that late samples have opened again, of the finest tier: the coarser ones follow from them.
CREATE TABLE "roll_up_redo" (
    "host_id" INTEGER NOT NULL,
    "table_name" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roll_up_redo_pkey" PRIMARY KEY ("host_id", "table_name", "bucket")
);

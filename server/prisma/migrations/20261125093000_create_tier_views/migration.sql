-- For people: the tiers with the names instead of the numbers, and without what only averaging again needs.

CREATE VIEW "system_metrics_named" AS
    SELECT h."hostname", m."timestamp", m."cpu_usage", m."memory_used", m."memory_total", m."disk_used", m."disk_total",
        m."temperature", m."uptime", m."load_1", m."load_5", m."load_15", m."swap_used", m."swap_total",
        m."cpu_iowait", m."cpu_steal", m."disk_read_speed", m."disk_write_speed", m."pressure_cpu",
        m."pressure_memory", m."pressure_io"
    FROM "system_metrics" m
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "system_metrics_1m_named" AS
    SELECT h."hostname", m."timestamp", m."cpu_usage", m."cpu_usage_min", m."cpu_usage_max", m."memory_used",
        m."memory_used_min", m."memory_used_max", m."memory_total", m."memory_total_min", m."memory_total_max",
        m."disk_used", m."disk_used_min", m."disk_used_max", m."disk_total", m."disk_total_min", m."disk_total_max",
        m."temperature", m."temperature_min", m."temperature_max", m."uptime", m."uptime_min", m."uptime_max",
        m."load_1", m."load_1_min", m."load_1_max", m."load_5", m."load_5_min", m."load_5_max", m."load_15",
        m."load_15_min", m."load_15_max", m."swap_used", m."swap_used_min", m."swap_used_max", m."swap_total",
        m."swap_total_min", m."swap_total_max", m."cpu_iowait", m."cpu_iowait_min", m."cpu_iowait_max",
        m."cpu_steal", m."cpu_steal_min", m."cpu_steal_max", m."disk_read_speed", m."disk_read_speed_min",
        m."disk_read_speed_max", m."disk_write_speed", m."disk_write_speed_min", m."disk_write_speed_max",
        m."pressure_cpu", m."pressure_cpu_min", m."pressure_cpu_max", m."pressure_memory", m."pressure_memory_min",
        m."pressure_memory_max", m."pressure_io", m."pressure_io_min", m."pressure_io_max", m."sample_count"
    FROM "system_metrics_1m" m
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "system_metrics_15m_named" AS
    SELECT h."hostname", m."timestamp", m."cpu_usage", m."cpu_usage_min", m."cpu_usage_max", m."memory_used",
        m."memory_used_min", m."memory_used_max", m."memory_total", m."memory_total_min", m."memory_total_max",
        m."disk_used", m."disk_used_min", m."disk_used_max", m."disk_total", m."disk_total_min", m."disk_total_max",
        m."temperature", m."temperature_min", m."temperature_max", m."uptime", m."uptime_min", m."uptime_max",
        m."load_1", m."load_1_min", m."load_1_max", m."load_5", m."load_5_min", m."load_5_max", m."load_15",
        m."load_15_min", m."load_15_max", m."swap_used", m."swap_used_min", m."swap_used_max", m."swap_total",
        m."swap_total_min", m."swap_total_max", m."cpu_iowait", m."cpu_iowait_min", m."cpu_iowait_max",
        m."cpu_steal", m."cpu_steal_min", m."cpu_steal_max", m."disk_read_speed", m."disk_read_speed_min",
        m."disk_read_speed_max", m."disk_write_speed", m."disk_write_speed_min", m."disk_write_speed_max",
        m."pressure_cpu", m."pressure_cpu_min", m."pressure_cpu_max", m."pressure_memory", m."pressure_memory_min",
        m."pressure_memory_max", m."pressure_io", m."pressure_io_min", m."pressure_io_max", m."sample_count"
    FROM "system_metrics_15m" m
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "system_metrics_1h_named" AS
    SELECT h."hostname", m."timestamp", m."cpu_usage", m."cpu_usage_min", m."cpu_usage_max", m."memory_used",
        m."memory_used_min", m."memory_used_max", m."memory_total", m."memory_total_min", m."memory_total_max",
        m."disk_used", m."disk_used_min", m."disk_used_max", m."disk_total", m."disk_total_min", m."disk_total_max",
        m."temperature", m."temperature_min", m."temperature_max", m."uptime", m."uptime_min", m."uptime_max",
        m."load_1", m."load_1_min", m."load_1_max", m."load_5", m."load_5_min", m."load_5_max", m."load_15",
        m."load_15_min", m."load_15_max", m."swap_used", m."swap_used_min", m."swap_used_max", m."swap_total",
        m."swap_total_min", m."swap_total_max", m."cpu_iowait", m."cpu_iowait_min", m."cpu_iowait_max",
        m."cpu_steal", m."cpu_steal_min", m."cpu_steal_max", m."disk_read_speed", m."disk_read_speed_min",
        m."disk_read_speed_max", m."disk_write_speed", m."disk_write_speed_min", m."disk_write_speed_max",
        m."pressure_cpu", m."pressure_cpu_min", m."pressure_cpu_max", m."pressure_memory", m."pressure_memory_min",
        m."pressure_memory_max", m."pressure_io", m."pressure_io_min", m."pressure_io_max", m."sample_count"
    FROM "system_metrics_1h" m
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "network_metrics_1m_named" AS
    SELECT h."hostname", n."interface_name", m."timestamp", m."download_speed", m."download_speed_min",
        m."download_speed_max", m."upload_speed", m."upload_speed_min", m."upload_speed_max", m."connected_devices",
        m."connected_devices_min", m."connected_devices_max", m."link_speed", m."link_speed_min", m."link_speed_max",
        m."sample_count"
    FROM "network_metrics_1m" m
    JOIN "interfaces" n ON n."id" = m."interface_id"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "network_metrics_15m_named" AS
    SELECT h."hostname", n."interface_name", m."timestamp", m."download_speed", m."download_speed_min",
        m."download_speed_max", m."upload_speed", m."upload_speed_min", m."upload_speed_max", m."connected_devices",
        m."connected_devices_min", m."connected_devices_max", m."link_speed", m."link_speed_min", m."link_speed_max",
        m."sample_count"
    FROM "network_metrics_15m" m
    JOIN "interfaces" n ON n."id" = m."interface_id"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "network_metrics_1h_named" AS
    SELECT h."hostname", n."interface_name", m."timestamp", m."download_speed", m."download_speed_min",
        m."download_speed_max", m."upload_speed", m."upload_speed_min", m."upload_speed_max", m."connected_devices",
        m."connected_devices_min", m."connected_devices_max", m."link_speed", m."link_speed_min", m."link_speed_max",
        m."sample_count"
    FROM "network_metrics_1h" m
    JOIN "interfaces" n ON n."id" = m."interface_id"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "filesystem_metrics_1m_named" AS
    SELECT h."hostname", n."mount", m."timestamp", m."used", m."used_min", m."used_max", m."total", m."total_min",
        m."total_max", m."inodes_used", m."inodes_used_min", m."inodes_used_max", m."inodes_total",
        m."inodes_total_min", m."inodes_total_max", m."sample_count"
    FROM "filesystem_metrics_1m" m
    JOIN "mounts" n ON n."id" = m."mount_id"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "filesystem_metrics_15m_named" AS
    SELECT h."hostname", n."mount", m."timestamp", m."used", m."used_min", m."used_max", m."total", m."total_min",
        m."total_max", m."inodes_used", m."inodes_used_min", m."inodes_used_max", m."inodes_total",
        m."inodes_total_min", m."inodes_total_max", m."sample_count"
    FROM "filesystem_metrics_15m" m
    JOIN "mounts" n ON n."id" = m."mount_id"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "filesystem_metrics_1h_named" AS
    SELECT h."hostname", n."mount", m."timestamp", m."used", m."used_min", m."used_max", m."total", m."total_min",
        m."total_max", m."inodes_used", m."inodes_used_min", m."inodes_used_max", m."inodes_total",
        m."inodes_total_min", m."inodes_total_max", m."sample_count"
    FROM "filesystem_metrics_1h" m
    JOIN "mounts" n ON n."id" = m."mount_id"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "docker_metrics_1m_named" AS
    SELECT h."hostname", n."container_id", n."container_name", n."image", m."timestamp", m."cpu_usage",
        m."cpu_usage_min", m."cpu_usage_max", m."memory_usage", m."memory_usage_min", m."memory_usage_max",
        m."memory_limit", m."memory_limit_min", m."memory_limit_max", m."network_rx_speed", m."network_rx_speed_min",
        m."network_rx_speed_max", m."network_tx_speed", m."network_tx_speed_min", m."network_tx_speed_max",
        m."disk_read_speed", m."disk_read_speed_min", m."disk_read_speed_max", m."disk_write_speed",
        m."disk_write_speed_min", m."disk_write_speed_max", m."sample_count"
    FROM "docker_metrics_1m" m
    JOIN "containers" n ON n."id" = m."container_ref"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "docker_metrics_15m_named" AS
    SELECT h."hostname", n."container_id", n."container_name", n."image", m."timestamp", m."cpu_usage",
        m."cpu_usage_min", m."cpu_usage_max", m."memory_usage", m."memory_usage_min", m."memory_usage_max",
        m."memory_limit", m."memory_limit_min", m."memory_limit_max", m."network_rx_speed", m."network_rx_speed_min",
        m."network_rx_speed_max", m."network_tx_speed", m."network_tx_speed_min", m."network_tx_speed_max",
        m."disk_read_speed", m."disk_read_speed_min", m."disk_read_speed_max", m."disk_write_speed",
        m."disk_write_speed_min", m."disk_write_speed_max", m."sample_count"
    FROM "docker_metrics_15m" m
    JOIN "containers" n ON n."id" = m."container_ref"
    JOIN "hosts" h ON h."id" = m."host_id";

CREATE VIEW "docker_metrics_1h_named" AS
    SELECT h."hostname", n."container_id", n."container_name", n."image", m."timestamp", m."cpu_usage",
        m."cpu_usage_min", m."cpu_usage_max", m."memory_usage", m."memory_usage_min", m."memory_usage_max",
        m."memory_limit", m."memory_limit_min", m."memory_limit_max", m."network_rx_speed", m."network_rx_speed_min",
        m."network_rx_speed_max", m."network_tx_speed", m."network_tx_speed_min", m."network_tx_speed_max",
        m."disk_read_speed", m."disk_read_speed_min", m."disk_read_speed_max", m."disk_write_speed",
        m."disk_write_speed_min", m."disk_write_speed_max", m."sample_count"
    FROM "docker_metrics_1h" m
    JOIN "containers" n ON n."id" = m."container_ref"
    JOIN "hosts" h ON h."id" = m."host_id";

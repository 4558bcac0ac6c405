"""Panel dashboards over pilots and simulated companies."""

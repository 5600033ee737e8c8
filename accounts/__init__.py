"""People, households, jobs and the audit trail; knows no money."""

"""Domain-free parts shared by every app: charts, tables, jobs UI."""

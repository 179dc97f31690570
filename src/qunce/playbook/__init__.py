"""The settings of a community and of a group: typed sections, versions, diff, TOML."""

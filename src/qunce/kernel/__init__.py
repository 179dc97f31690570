"""Pure Python that every floor may use: no Django, no network, no clock."""

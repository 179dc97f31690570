"""By hand 人工: personal WeChat and whatever has no API."""

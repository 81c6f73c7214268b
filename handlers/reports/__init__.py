"""“信息有误”: members say what is wrong, staff settle it."""

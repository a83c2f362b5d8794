"""Running an office: beginning, serving, backing up, restoring, checking. What ``zhaoshang office`` does."""

"""The office as tests see it: its own settings, quick password hashes, a database in memory or the one named by
OFFICE_TEST_DATABASE."""

import os
import tempfile

os.environ.setdefault("OFFICE_DEMONSTRATION", "yes")
os.environ.setdefault("OFFICE_DATA", tempfile.mkdtemp(prefix="office-"))

from zhaoshang.office.settings import *  # noqa: F403
from zhaoshang.office.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if os.environ.get("OFFICE_TEST_DATABASE"):
    import dj_database_url

    DATABASES["default"] = dj_database_url.parse(os.environ["OFFICE_TEST_DATABASE"])

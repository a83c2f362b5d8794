"""The server's own log: a JSON object a line on standard error, for whoever runs the machine.

It says which user asked for which page and how it went. It holds no other personal data: no address, no query
string, nothing that was filled in. Who saw and did what belongs to the log of events (``audit``), which is kept.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase
from structlog.typing import EventDict, Processor

Answer = Callable[[HttpRequest], HttpResponseBase]


def configuration(level: str = "INFO") -> dict[str, Any]:
    """What the setting LOGGING is; structlog's own loggers are led into the same stream."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _without_requests,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*shared[:4], structlog.stdlib.ExtraAdder(), *shared[4:]],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # its words hold paths with their query strings, and RequestLogMiddleware says the same without
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "CRITICAL"},
            # a file that is not among the static ones is no event
            "whitenoise": {"level": "WARNING"},
        },
    }


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _without_requests(logger: Any, method: str, event: EventDict) -> EventDict:
    """Django hands whole requests to its log; they hold cookies and what was filled in."""
    event.pop("request", None)
    event.pop("response", None)
    return event


class RequestLogMiddleware:
    """A line for every request, and its id on every other line that it causes."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("zhaoshang.office.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say what was asked for, by whom, and how it went."""
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=uuid.uuid4().hex[:12]):
            response = self.get_response(request)
            user = getattr(request, "user", None)
            self.log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - begun) * 1000),
                user=user.get_username() if user is not None and user.is_authenticated else "",
            )
        return response

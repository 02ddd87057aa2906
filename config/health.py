"""Health endpoint: answers before TLS, hosts, sessions and log-in are looked at, so that a probe needs none of them."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import JsonResponse

PATH = "/healthz"


class HealthMiddleware:
    """Answer `/healthz` with 200 when database and broker answer, else 503 and the name of what does not."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path != PATH:
            return self.get_response(request)
        state = {"database": _database(), "broker": _broker()}
        return JsonResponse(state, status=200 if all(value == "ok" for value in state.values()) else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return "ok"


def _broker() -> str:
    client = redis.from_url(settings.REDIS_URL, socket_timeout=2)
    try:
        client.ping()
    except redis.RedisError:
        return "no answer"
    finally:
        client.close()
    return "ok"

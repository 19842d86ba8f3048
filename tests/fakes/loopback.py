"""An aiohttp application on a free loopback port that can stop and come back on the same port."""

import asyncio
import socket

from aiohttp import web


class Loopback:
    """Serves one application; `stop` cuts every connection, `start` reopens the same port."""

    def __init__(self, handler, largest=64 * 1024 * 1024):
        self.handler = handler
        self.largest = largest
        self.port = 0
        self._runner = None

    @property
    def host(self):
        """host:port of the server."""
        return f"127.0.0.1:{self.port}"

    async def start(self):
        """Listen; the port is chosen once and kept."""
        app = web.Application(client_max_size=self.largest)
        app.router.add_route("*", "/{path:.*}", self.handler)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=False)
        await self._runner.setup()
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        await web.SockSite(self._runner, listener).start()

    async def stop(self):
        """Cut every connection and stop listening."""
        if self._runner is None:
            return
        for protocol in list(self._runner.server.connections):
            if protocol.transport is not None:
                protocol.transport.abort()
        await self._runner.cleanup()
        self._runner = None
        await asyncio.sleep(0)


def cut(request):
    """Drop the connection of this request without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)

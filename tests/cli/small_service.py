"""The smallest service that the supervisor can look after: answers /healthz, can hang and fork.

    python tests/cli/small_service.py PORT [--with-grandchild]

``GET /hang`` makes every later answer wait for ever.
"""

import http.server
import subprocess
import sys
import threading
from pathlib import Path


class Handler(http.server.BaseHTTPRequestHandler):
    hanging = threading.Event()
    never = threading.Event()

    def do_GET(self) -> None:
        if self.hanging.is_set():
            self.never.wait()
        if self.path == "/hang":
            self.hanging.set()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")


def main() -> None:
    if "--with-grandchild" in sys.argv:
        grandchild = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        Path(sys.argv[3]).write_text(str(grandchild.pid))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.daemon_threads = True
    server.serve_forever()


if __name__ == "__main__":
    main()

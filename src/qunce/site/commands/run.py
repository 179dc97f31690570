"""`qunce run`: pages and worker under one command, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

import uvicorn
from django.conf import settings
from django.core.management import call_command

from qunce.kernel.text import N_, Words
from qunce.people.queries import list_demo_people
from qunce.shell import mailbox
from qunce.shell.card import Command
from qunce.shell.words import render, role_name
from qunce.site.attendant import Attendant
from qunce.site.commands import reindex

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--no-worker", action="store_true", help="serve pages only")


def _run(options: Namespace) -> int:
    if _is_taken(options.host, options.port):
        told = N_("Port %(port)s is taken: stop what runs there, or choose another with PORT=…")
        sys.stderr.write(render(Words(told, {"port": options.port})) + "\n")
        return 1
    _know_address(options.host, options.port)
    call_command("migrate", interactive=False, verbosity=0)
    reindex.reindex(only_if_needed=True)
    _fill_demo()
    _greet(options.host, options.port)
    worker = Attendant(_command("worker", "--attended"))
    if not options.no_worker:
        worker.start()
    # After it has closed its connections uvicorn raises the signal again: so `finally` is reached.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    config = uvicorn.Config(
        "qunce.site.asgi:application",
        host=options.host,
        port=options.port,
        log_level=os.environ.get("QUNCE_LOG", "warning").lower(),
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    try:
        uvicorn.Server(config).run()
    finally:
        if not options.no_worker:
            worker.stop()
    return 0


def _know_address(host: str, port: int) -> None:
    """Let links lead here, unless QUNCE_URL tells the site's name; the worker inherits it.

    Whoever listens on more than this machine must not show everybody the local mailbox.
    """
    settings.IS_LOCAL = settings.IS_LOCAL and host in LOOPBACK
    if "QUNCE_URL" not in os.environ and host in LOOPBACK:
        name = f"[{host}]" if ":" in host else host
        os.environ["QUNCE_URL"] = settings.SITE_URL = f"http://{name}:{port}"


def _is_taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _fill_demo() -> None:
    if os.environ.get("DEMO", "1") != "0" and not (settings.HOME / "demo.removed").exists():
        subprocess.run(_command("demo", "--once"), check=False)


def _greet(host: str, port: int) -> None:
    """Say where the site is; on a local site also how to come into the demo."""
    address = f"http://{host}:{port}"
    lines = ["", f"  Qunce 群策   {address}"]
    if not settings.IS_LOCAL:
        lines.append(
            "  " + render(Words(N_("For everybody: %(link)s"), {"link": settings.SITE_URL}))
        )
    lines.append("")
    cast = list_demo_people() if mailbox.is_shown() else []
    if cast:
        lines.append("  " + render(N_("Demo log-ins (the code arrives in the local mailbox):")))
        for person, role in cast:
            email = person.account.email if person.account else ""
            lines.append(
                f"    {email:28} {person.name}  {role_name(role) if role else ''}".rstrip()
            )
        lines += ["", f"  {address}/mailbox/", ""]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _command(*words: str) -> Sequence[str]:
    return (sys.executable, "-m", "qunce", *words)


COMMAND = Command("run", N_("Serve the pages and do the work, until Ctrl-C."), _arguments, _run)

"""`mixgraph replica`: a site on this machine that has the bundled catalogue to show, for crawls that bother nobody."""

import click

from cli.output import Output
from cli.talk import Talk


@click.command("replica")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0: any free one.")
@click.option(
    "--layout",
    type=click.Choice(["new", "old", "mixed"]),
    default="new",
    show_default=True,
    help="Tables (since 2024), lists (before), or each on half of the pages.",
)
@click.option(
    "--generated", type=click.IntRange(1203), metavar="N", help="N made-up songs instead, on pages of 100 kB."
)
@click.option("--fault", "faults", multiple=True, metavar="NAME[:KEY=VALUE,…]", help="A fault; may be given again.")
@click.option("--list-faults", is_flag=True, help="List the faults and end.")
@click.pass_obj
def command(
    talk: Talk,
    port: int,
    layout: str,
    generated: int | None,
    faults: tuple[str, ...],
    list_faults: bool,
) -> None:
    """Serve a replica of the catalogue's songs on 127.0.0.1, for crawls, until Ctrl-C.

    It has the addresses and the page structure of WhoSampled, no text and no picture of it. Its address goes to stdout.

    The keys of a fault: path, a regular expression for the paths that it concerns; after, how many requests are answered well
    before; times, how often it comes; value, see --list-faults.

    \b
    Example:
      mixgraph replica --port 8000
      mixgraph replica --layout mixed --fault too-many:after=20,times=3,value=5
    """
    from crawler.replica.faults import FAULTS, Fault, FaultySite
    from crawler.replica.generated import generated_site
    from crawler.replica.server import ReplicaServer
    from crawler.replica.site import Layout, replica_of_catalogue
    from graph.errors import InputUnusable

    if list_faults:
        Output("table", None).write(
            [{"fault": name, "what": kind.summary, "value": kind.value} for name, kind in FAULTS.items()],
            ["fault", "what", "value"],
        )
        return
    site = generated_site(generated, Layout(layout)) if generated else replica_of_catalogue(Layout(layout))
    try:
        server = ReplicaServer(FaultySite(site, [Fault.of(each) for each in faults]), port, talk.detail)
    except OSError as error:
        raise InputUnusable(f"port {port}: {error.strerror}", "leave --port out, or give another") from None
    with server:
        click.echo(server.address)
        talk.note("serves until Ctrl-C; --verbose shows each request")
        server.serve_forever()

"""`mixgraph replica`: a site on this machine that has the bundled catalogue to show, for crawls that bother nobody."""

import click

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
@click.pass_obj
def command(talk: Talk, port: int, layout: str) -> None:
    """Serve a replica of the catalogue's songs on 127.0.0.1, for crawls, until Ctrl-C.

    It has the addresses and the page structure of WhoSampled, no text and no picture of it. Its address goes to stdout.

    \b
    Example:
      mixgraph replica --port 8000
    """
    from crawler.replica.server import ReplicaServer
    from crawler.replica.site import Layout, replica_of_catalogue

    chosen: Layout = "new" if layout == "new" else "old" if layout == "old" else "mixed"
    with ReplicaServer(replica_of_catalogue(chosen), port, talk.detail) as server:
        click.echo(server.address)
        talk.note("serves until Ctrl-C; --verbose shows each request")
        server.serve_forever()

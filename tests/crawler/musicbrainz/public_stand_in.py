"""Run as a module with the stand-in's address and mixgraph's arguments: mixgraph, to which the stand-in is the service itself.

A name server has told its public name already, and this machine counts as one of the public internet.
"""

import sys
from dataclasses import replace

from scrapy.resolver import dnscache

from cli.main import main
from crawler import services
from crawler.manners import private_addresses

if __name__ == "__main__":
    base = sys.argv[1].replace("127.0.0.1", "service.example")
    dnscache["service.example"] = "127.0.0.1"
    private_addresses.is_public = lambda _: True
    service = services.SERVICES["musicbrainz"]
    services.SERVICES["musicbrainz"] = replace(service, site=replace(service.site, base=base))
    main(sys.argv[2:])

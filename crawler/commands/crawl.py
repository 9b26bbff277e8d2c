"""`scrapy crawl SPIDER -a start=…`: tells in one line what stopped a crawl, and ends with mixgraph's exit code."""

import argparse
import asyncio
import logging
from typing import cast

from scrapy.commands import crawl

from crawler.process import concluded
from model.errors import MixgraphError

INTERRUPTED = 130  # as shells have it

logger = logging.getLogger(__name__)


class Command(crawl.Command):
    """Scrapy's own command, which ends with 0 whatever came of a crawl."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy calls this with the words and the options of the command line."""
        process = self.crawler_process
        if len(args) != 1 or process is None:
            super().run(args, opts)
            return
        crawler = process.create_crawler(args[0])
        task = cast("asyncio.Task[None]", process.crawl(crawler, **opts.spargs))
        process.start()
        try:
            concluded(crawler, task)
        except MixgraphError as error:
            logger.error(f"{error}{f' – {error.hint}' if error.hint else ''}")
            self.exitcode = error.exit_code
        except KeyboardInterrupt:
            self.exitcode = INTERRUPTED

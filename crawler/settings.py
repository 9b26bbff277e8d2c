"""Scrapy's settings for every crawl, each that differs from Scrapy's own with the reason; the manners make them final.

`MIXGRAPH_SITE` is the site to crawl, which its spider sets; `MIXGRAPH_CONTACT` whom its keepers can write to: `mixgraph crawl`
sets it, and so does `scrapy crawl whosampled -s MIXGRAPH_CONTACT=YOU@EXAMPLE.ORG`.
"""

from crawler.site import WHOSAMPLED

MIXGRAPH_SITE = WHOSAMPLED.base
MIXGRAPH_CONTACT = ""
MIXGRAPH_CONCURRENCY = 8  # requests at a time to a replica on this machine; a site gets one
MIXGRAPH_RETRY_PAUSE = 10.0  # seconds until a page that failed is asked for again; then twice that, and so on
MIXGRAPH_PATIENCE = 300.0  # seconds that the database may be gone before the crawl stops

BOT_NAME = "mixgraph"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"
ADDONS = {"crawler.manners.binding.Binding": 0}

# pages come from the durable frontier, and what they tell goes into the graph
SCHEDULER = "crawler.scheduler.FrontierScheduler"
ITEM_PIPELINES = {"crawler.pipeline.GraphPipeline": 100}

# programs on this machine could run code in the crawl through either
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# only the web: by default a page could make Scrapy read files of this machine, or send its credentials to S3 and FTP servers
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
# a TLS certificate that is not checked proves nothing
DOWNLOAD_VERIFY_CERTIFICATES = True
# bytes of a body, also after unpacking: the largest pages known have under 1 MB
DOWNLOAD_MAXSIZE = 8 * 2**20
DOWNLOAD_WARNSIZE = 0  # the limit above tells
DOWNLOAD_FAIL_ON_DATALOSS = True  # a page that was cut off is no page
DOWNLOAD_TIMEOUT = 30.0  # seconds, instead of three minutes
DNS_TIMEOUT = 20.0  # seconds, instead of a minute
REDIRECT_MAX_TIMES = 5  # as RFC 9309 has it for robots.txt
URLLENGTH_LIMIT = 2083

# crawler/manners: one site at public addresses, robots.txt, pace, refusals, one name
TWISTED_DNS_RESOLVER = "crawler.manners.private_addresses.PublicResolver"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DOWNLOADER_MIDDLEWARES = {
    "crawler.manners.refusals.Refusals": 10,
    "crawler.manners.private_addresses.OneSite": 20,
    "crawler.manners.robots.RobotsMiddleware": 30,
    "crawler.manners.pace.RetryAfter": 40,
    "crawler.manners.identity.Identity": 510,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # it allows all when robots.txt cannot be read
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # it compares domains, OneSite origins
}
EXTENSIONS = {
    "crawler.manners.pace.Pace": 0,
    "scrapy.extensions.throttle.AutoThrottle": None,  # Pace is one
}
ROBOTSTXT_OBEY = True  # says what is done; Scrapy's own middleware is replaced above
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DOWNLOAD_DELAY = 1.0  # seconds; the least
DOWNLOAD_DELAY_JITTER = 0.0  # half a second at random would sometimes be less than the least
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1

# Scrapy starts as many tasks for each page, to take items that spiders yield; ours yield none
CONCURRENT_ITEMS = 1
# these look at requests that spiders yield; ours come from the frontier
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

# the frontier keeps what failed and when it is due; Scrapy would keep it in memory, and ask again within seconds
RETRY_ENABLED = False
# the frontier holds the queue; what JOBDIR keeps is lost at kill -9, and holds pickles
JOBDIR = None
# the page store keeps pages; the cache would be pickles, many files a page
HTTPCACHE_ENABLED = False
# nobody is logged in; cookies only tell one crawl from another
COOKIES_ENABLED = False
# no proxy, not even one that the environment names: a site sees who asks
HTTPPROXY_ENABLED = False
# a page's own wish to lead on is no redirect
METAREFRESH_ENABLED = False

LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []

#!/usr/bin/env python3
"""Reads the web of `shiome bench web` with Scrapy and prints its processor time per page.

Optional equipment, not part of tests/run. With Scrapy installed (`pip install scrapy`):

    shiome bench web &                     # prints its address
    python3 tests/bench/scrapy_crawl.py http://127.0.0.1:PORT/ 200 100

`shiome bench crawl` prints the same figure of ours. Scrapy here obeys robots.txt, takes title and text
of each page, and stores nothing: it does less than the intake does.
"""

import json
import resource
import sys
import time

import scrapy
from scrapy.crawler import CrawlerProcess

MOMENT = "20260201000000"


class Pages(scrapy.Spider):
    name = "pages"
    custom_settings = {
        "USER_AGENT": "ScrapyBench",
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    pages = 0

    async def start(self):
        for request in self.start_requests():
            yield request

    def start_requests(self):
        for page in range(self.per_site):
            for site in range(self.sites):
                yield scrapy.Request(f"{self.prefix}{MOMENT}/https://h{site:04}.example/news/{page:03}")

    def parse(self, response):
        Pages.pages += 1
        yield {"title": response.css("title::text").get(), "text": response.css("article p::text").getall()}


def main():
    prefix, sites, per_site = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    process = CrawlerProcess()
    process.crawl(Pages, prefix=prefix, sites=sites, per_site=per_site)
    used = resource.getrusage(resource.RUSAGE_SELF)
    before, start = used.ru_utime + used.ru_stime, time.monotonic()
    process.start()
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = time.monotonic() - start
    cpu = used.ru_utime + used.ru_stime - before
    pages = max(Pages.pages, 1)
    print(json.dumps({
        "pages": Pages.pages,
        "seconds": round(seconds, 2),
        "pages_per_second": round(Pages.pages / seconds, 1),
        "cpu_us_per_page": round(cpu * 1e6 / pages),
        "peak_memory_mib": round(used.ru_maxrss / 1024),
    }))


if __name__ == "__main__":
    main()

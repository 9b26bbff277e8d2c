"""Scrapy's commands that do a little more in this project."""

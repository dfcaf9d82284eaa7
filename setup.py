"""The packages that the wheel holds; all else stands in setup.cfg, which cannot add one to those that are found."""

from setuptools import find_packages, setup

setup(packages=[*find_packages(include=["paddle_inspect*"]), "paddle_inspect.configs"])

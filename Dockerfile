# One image for web, worker and beat: they hold no state, so start as many of each as you need (one beat).
FROM python:3.11-slim-bookworm AS packages
ENV UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /shop
COPY requirements.lock requirements-dev.lock package.json package-lock.json .npmrc ./
COPY tools tools
RUN python tools/environment.py

FROM python:3.11-slim-bookworm
ENV PATH=/shop/.venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data DJANGO_SETTINGS_MODULE=shop.settings
RUN useradd --system --uid 10001 --home-dir /data shop && install --directory --owner=shop /data /data/media
WORKDIR /shop
COPY --from=packages /shop/.venv .venv
COPY --from=packages /shop/node_modules node_modules
COPY . .
# Collecting static files asks neither secrets nor servers; the values below are in no later layer.
RUN DEMO=1 SECRET_KEY=only-while-building python manage.py translations compile \
 && DEMO=1 SECRET_KEY=only-while-building python manage.py collectstatic --no-input -v0
USER shop
VOLUME /data/media
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--backlog", "1024", "--respawn-failed-workers", "--no-ws", "--log-level", "warning", "shop.wsgi:application"]

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
# Every byte that is installed has its hash in a lock file: what runs in requirements.lock, what
# builds the wheel (and pip itself) in build.lock. Nothing is compiled here, nothing is fetched
# for the wheel, and the image has no pip.
COPY build.lock requirements.lock ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes --only-binary :all: --requirement build.lock \
    && python -m venv --without-pip /opt/anjia
RUN /opt/build/bin/pip --python /opt/anjia/bin/python \
    install --require-hashes --only-binary :all: --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY community community
COPY geo geo
COPY handlers handlers
RUN /opt/build/bin/pip wheel --no-index --no-deps --no-build-isolation --wheel-dir wheel . \
    && /opt/build/bin/pip --python /opt/anjia/bin/python install --no-index --no-deps wheel/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin anjia \
    && install -d -o anjia -g anjia -m 0700 /data
COPY --from=build /opt/anjia /opt/anjia
ENV PATH=/opt/anjia/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ANJIA_DATABASE__URL=sqlite+aiosqlite:////data/anjia.db \
    ANJIA_WEB__HOST=0.0.0.0 ANJIA_WEB__PORT=8081 ANJIA_WEB__HEALTH_PORT=0 ANJIA_LOG__FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + next(filter(int, map(os.environ.get, ('ANJIA_WEB__HEALTH_PORT', 'ANJIA_WEB__PORT')))) + '/livez', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run", "--role", "all"]

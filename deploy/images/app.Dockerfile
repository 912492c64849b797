# The program: web, worker, actions, and every command. From the project's folder:
#   docker build --file deploy/images/app.Dockerfile --tag assa-app .
FROM python:3.12-slim-bookworm@sha256:782412e85d0f0984994c290652577d4018aff08145c85b262bb63dc0c7522254 AS build
COPY requirements.runtime.lock /tmp/
# every package is held to the hashes of the lock, as a wheel: nothing is built, nothing is resolved; our own code is copied
RUN python -m venv /opt/assa \
    && grep -v '^-e ' /tmp/requirements.runtime.lock > /tmp/requirements.txt \
    && /opt/assa/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: --requirement /tmp/requirements.txt

FROM python:3.12-slim-bookworm@sha256:782412e85d0f0984994c290652577d4018aff08145c85b262bb63dc0c7522254
RUN groupadd --gid 10001 assa \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin assa
WORKDIR /srv/assa
COPY --from=build /opt/assa /opt/assa
COPY pyproject.toml domain.yml ./
COPY text/assa_text text/assa_text
COPY core core
COPY contact_tracing contact_tracing
COPY messages messages
COPY stock stock
COPY usage usage
COPY console console
COPY actions actions
COPY bot bot
COPY assa assa
COPY migrations migrations
COPY locales locales
RUN /opt/assa/bin/python -m compileall -q /srv/assa
ENV PATH=/opt/assa/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/srv/assa:/srv/assa/text \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ASSA_HOST=0.0.0.0 \
    ASSA_DATA_DIR=/tmp/assa
USER 10001:10001
EXPOSE 8000 5055
ENTRYPOINT ["python", "-m", "assa"]
CMD ["web"]

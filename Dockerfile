# syntax=docker/dockerfile:1

FROM node:26-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc prisma.config.ts tsconfig.json tsconfig.build.json ./
COPY bin bin
COPY packages packages
COPY prisma prisma
COPY src src
COPY scripts/browser.ts scripts/packedDatabase.ts scripts/server.ts scripts/
RUN npm ci

FROM node:26-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY bin bin
COPY packages/client/package.json packages/client/package.json
COPY packages/verify/package.json packages/verify/package.json
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:26-trixie-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY package.json ./
COPY bin bin
COPY prisma prisma
COPY assets assets
COPY contracts contracts
COPY --from=packages /app/node_modules node_modules
# The one optional package that is needed: the renderer of pictures, for this platform.
COPY --from=build /app/node_modules/@resvg node_modules/@resvg
COPY --from=build /app/dist dist
RUN install -d -o node -g node /data \
 && ln -s /app/bin/chancery.js /usr/local/bin/chancery
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]

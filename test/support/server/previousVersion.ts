/**
 * The commit that servers are upgraded from in test/server/rollingUpgrade.command.test.ts: the last release, or the main
 * branch of before a longer piece of work. A release sets it to its own commit.
 */
export const PREVIOUS_VERSION = '3d55a78085267e0a4a37df7a0cb7d4611b884401'

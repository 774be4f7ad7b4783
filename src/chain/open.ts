import type { Chain } from './chain.ts'

/** The configured chain; null where no node of it is configured. Asks the node nothing yet. */
export async function openChain({
  ethRpcUrl,
  chainId,
}: {
  ethRpcUrl: string | undefined
  chainId: number
}): Promise<Chain | null> {
  if (!ethRpcUrl) return null
  const { connectToNode } = await import('./jsonRpc.ts')
  return connectToNode(ethRpcUrl, chainId)
}

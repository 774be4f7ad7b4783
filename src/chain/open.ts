import type { Chain } from './chain.ts'

/** Opens the configured chain. Null if no node is configured. Sends no request to the node. */
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

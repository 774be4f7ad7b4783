import { getAddress } from 'ethers/address'
import type { TestApp } from '../server/app.ts'
import { signInMessage, type TestWallet } from './wallets.ts'

/** Opens a session; returns its header. The address may be that of a contract that the wallet owns. */
export async function signIn(
  { http }: Pick<TestApp, 'http'>,
  owner: TestWallet,
  address = owner.address,
): Promise<{ Authorization: string }> {
  const { body: target } = await http.get('/api/v1/auth/nonce/').expect(200)
  const { domain, uri, nonce, chain_id: chainId } = target
  const message = signInMessage({ domain, uri, nonce, chainId, address: getAddress(address) })
  const sent = { message, signature: owner.signMessage(message) }
  const { body } = await http.post('/api/v1/auth/session/').send(sent).expect(200)
  return { Authorization: `Bearer ${body.token}` }
}

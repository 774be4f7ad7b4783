import { z } from 'zod'

/** Body of a step of an exchange (VC API). Without a presentation it asks for the request. */
export const exchangeStep = z.object({ verifiablePresentation: z.looseObject({}, 'Must be an object.').optional() })

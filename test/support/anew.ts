import { vi } from 'vitest'

// Files of tests share a process, and with it the libraries, which take a second to load; all of ours is loaded anew.
vi.resetModules()

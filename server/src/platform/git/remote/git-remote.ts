// What a caller has to know about a repository elsewhere: where it is, and how to get in.

/** `knownHosts`: lines as in `~/.ssh/known_hosts`; undefined trusts the first key seen, which listing then returns for pinning. */
export type GitCredential =
  | { type: 'none' }
  | { type: 'basic'; username: string; password: string }
  | { type: 'bearer'; token: string }
  | { type: 'ssh'; privateKey: string; knownHosts: string | undefined }

/** `url`: https, http, ssh (or `user@host:path`), or file, without a password in it. */
export interface GitRemote {
  url: string
  credential: GitCredential
}

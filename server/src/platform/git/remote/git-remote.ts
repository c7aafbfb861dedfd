// A remote repository: its URL and the credential for it.

/** `knownHosts`: lines as in `~/.ssh/known_hosts`. Undefined trusts the key on first use; the listing then returns it for pinning. */
export type GitCredential =
  | { type: 'none' }
  | { type: 'basic'; username: string; password: string }
  | { type: 'bearer'; token: string }
  | { type: 'ssh'; privateKey: string; knownHosts: string | undefined }

/** `url`: https, http, ssh (or `user@host:path`), or file, without a password. */
export interface GitRemote {
  url: string
  credential: GitCredential
  /** whose turn it takes among those that call remotes; default nobody's */
  organization?: string
  /** the kind of host, such as `github`, for metrics; never its name */
  family?: string
}

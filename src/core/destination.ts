/** Where a provider's requests go, as shown on the screen. */

export interface Destination {
  /** `api.anthropic.com`, `localhost:11434`; empty where no server is set. */
  readonly host: string;
  /** The vendor's own server, which needs no mention. */
  readonly isVendor: boolean;
  /** One sentence, to be shown once, if a vendor's key goes to a server that is not the vendor's; else empty. */
  readonly warning: string;
}

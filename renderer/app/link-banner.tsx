import { retryLink } from '#renderer/stores/client.ts';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './link-banner.module.css';

/** Says when the host cannot be reached, and that what was saved is safe. */
export function LinkBanner() {
  const link = useSessionStore((state) => state.link);
  const message = useSessionStore((state) => state.linkMessage);
  const warnings = useSessionStore((state) => state.session?.warnings);
  const reload = (
    <Button size="small" onClick={() => location.reload()}>
      Reload
    </Button>
  );
  if (link === 'lost') {
    return (
      <div className={styles.banner}>
        <Banner
          tone="warning"
          title="Connection to the host lost"
          action={
            <>
              <Button size="small" onClick={retryLink}>
                Try now
              </Button>
              {reload}
            </>
          }
        >
          <WaitNote what="Connecting again. Jobs go on; nothing that was saved is lost" />
        </Banner>
      </div>
    );
  }
  if (link === 'refused') {
    return (
      <div className={styles.banner}>
        <Banner tone="danger" title="The host refused this window" action={reload}>
          {message ?? 'It may have been started again. Open Figscope from its new address.'}
        </Banner>
      </div>
    );
  }
  if (link === 'open' && warnings !== undefined && warnings.length > 0) {
    return (
      <div className={styles.banner}>
        <Banner tone="warning" title={warnings[0] ?? ''}>
          {warnings.slice(1).join(' ')}
        </Banner>
      </div>
    );
  }
  return null;
}

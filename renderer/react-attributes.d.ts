/** Attributes that browsers know and React's types do not. */
import 'react';

declare module 'react' {
  // The parameter has to be there for the declarations to merge.
  interface InputHTMLAttributes<T> {
    /** Lets a file input choose a folder. */
    webkitdirectory?: '' | undefined;
  }
}

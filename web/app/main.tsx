import '../ui/tokens.css';
import '../ui/fonts.css';
import '../ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { listenForKeys } from '../client/commands.ts';
import { queries } from '../client/queries.ts';
import { router } from './router.tsx';

const place = document.getElementById('app');
if (!place) throw new Error('The page has no #app element.');
listenForKeys(window);
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
